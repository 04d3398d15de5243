"""What lists show and find a dossier by; those of before are indexed by the sweep (`reindexing`)."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_found_by_name'),
        ('casework', '0013_filed_phone'),
        ('catalogue', '0002_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='answer_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='held_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='provinces',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None),
        ),
        migrations.AddField(
            model_name='dossier',
            name='search_text',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='subject',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='dossier_words', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=django.contrib.postgres.indexes.GinIndex(fields=['provinces'], name='dossier_provinces'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('search_text', ''), ('submitted_at__isnull', False)), fields=['-submitted_at'], name='dossier_to_index'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('answer_due_at__isnull', True), models.Q(('closed_at__isnull', True), ('holder', 'applicant')), _connector='OR'), name='dossier_answer_due_while_applicant_holds'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_at__isnull', False), ('search_text', ''), _connector='OR'), name='dossier_found_from_submission'),
        ),
    ]
