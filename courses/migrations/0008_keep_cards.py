
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0007_mark_samples'),
    ]

    operations = [
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(editable=False, unique=True)),
                ('kind', models.CharField(choices=[('recall', 'Recall card'), ('term', 'Term')], max_length=8)),
                ('position', models.PositiveIntegerField(default=0)),
                ('front', models.TextField()),
                ('back', models.TextField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='courses.activity')),
            ],
            options={
                'ordering': ['activity_id', 'position', 'pk'],
            },
        ),
    ]
