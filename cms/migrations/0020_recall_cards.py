
import modelsearch.index
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0019_ask_confidence'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecallCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course_uuid', models.UUIDField(db_index=True, editable=False)),
                ('ref', models.CharField(max_length=40, verbose_name='reference')),
                ('front', models.CharField(max_length=300, verbose_name='question')),
                ('back', models.TextField(max_length=1000, verbose_name='answer')),
                ('objective', models.CharField(blank=True, max_length=40, verbose_name='objective')),
                ('lesson_uuid', models.UUIDField(editable=False)),
                ('package_digest', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'recall card',
                'ordering': ['ref'],
                'constraints': [models.UniqueConstraint(fields=('course_uuid', 'ref'), name='card_ref_unique_in_course')],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
