
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0008_keep_cards'),
    ]

    operations = [
        migrations.AddField(
            model_name='activityprogress',
            name='primed_at',
            field=models.DateTimeField(help_text='When the questions before a lesson were answered or skipped.', null=True),
        ),
        migrations.AddField(
            model_name='course',
            name='asks_before_lessons',
            field=models.BooleanField(default=False),
        ),
    ]
