
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0008_keep_cards'),
        ('quizzes', '0004_keep_confidence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stability', models.FloatField(null=True)),
                ('difficulty', models.FloatField(null=True)),
                ('reviewed_on', models.DateField(null=True)),
                ('due_on', models.DateField()),
                ('reps', models.PositiveIntegerField(default=0)),
                ('lapses', models.PositiveIntegerField(default=0)),
                ('drills', models.PositiveSmallIntegerField(default=0, help_text='Repetitions on the day of the last answer.')),
                ('card', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='courses.card')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='quizzes.question')),
            ],
        ),
        migrations.CreateModel(
            name='RecallAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('turn', models.PositiveIntegerField()),
                ('grade', models.PositiveSmallIntegerField()),
                ('value', models.JSONField(null=True)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_on', models.DateField()),
                ('question_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quizzes.questionversion')),
                ('recall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='quizzes.recall')),
            ],
            options={
                'ordering': ['answered_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='recall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('card', None), ('question__isnull', False)), models.Q(('card__isnull', False), ('question', None)), _connector='OR'), name='recall_of_card_or_question'),
        ),
        migrations.AddConstraint(
            model_name='recall',
            constraint=models.UniqueConstraint(fields=('learner', 'card'), name='recall_once_per_card'),
        ),
        migrations.AddConstraint(
            model_name='recall',
            constraint=models.UniqueConstraint(fields=('learner', 'question'), name='recall_once_per_question'),
        ),
        migrations.AddConstraint(
            model_name='recallanswer',
            constraint=models.UniqueConstraint(fields=('recall', 'turn'), name='recall_answered_once_a_turn'),
        ),
    ]
