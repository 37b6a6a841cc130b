"""What registrars fill in, and the pictures it names; a public identity for designs, filled in the next migration."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0009_public_profiles")]

    operations = [
        migrations.CreateModel(
            name="DesignPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="designversion",
            name="options",
            field=models.JSONField(
                db_default={}, default=dict, help_text="Wording, accent, logo; defaults where something is missing."
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="uuid",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
