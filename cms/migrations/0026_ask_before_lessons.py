
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0025_grant_site'),
    ]

    operations = [
        migrations.AddField(
            model_name='coursepage',
            name='asks_before_lessons',
            field=models.BooleanField(default=False, help_text='Practice questions on what the lesson is about. Learners may skip them, and nothing is counted.', verbose_name='asks two questions before each lesson'),
        ),
    ]
