"""From here on each design has its own identity."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0011_fill_design_uuid")]

    operations = [
        migrations.AlterField(
            model_name="design",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
