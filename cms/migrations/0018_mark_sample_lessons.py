from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0017_build_richer_lessons'),
    ]

    operations = [
        migrations.AddField(
            model_name='lessonpage',
            name='is_sample',
            field=models.BooleanField(db_default=False, default=False, verbose_name='sample'),
        ),
    ]
