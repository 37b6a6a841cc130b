from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0006_keep_notes_and_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='is_sample',
            field=models.BooleanField(db_default=False, default=False, help_text='Whether anybody may read it, enrolled or not.'),
        ),
    ]
