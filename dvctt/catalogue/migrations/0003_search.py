"""By what procedures are found: vectors and terms in tables of their own, for versions are frozen."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_frozen'),
    ]

    operations = [
        TrigramExtension(),
        migrations.RemoveField(
            model_name='version',
            name='search_text',
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='entry', serialize=False, to='catalogue.version')),
                ('head', django.contrib.postgres.search.SearchVectorField(help_text='name and code A, keywords B, sector C, agencies D')),
                ('body', django.contrib.postgres.search.SearchVectorField(help_text='case and summary A, papers B, legal acts C, result D')),
                ('everything', django.contrib.postgres.search.SearchVectorField(help_text='both: name, keywords and sector A, the rest D')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['everything'], name='search_everything')],
            },
        ),
        migrations.CreateModel(
            name='SearchTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.TextField()),
                ('folded', models.TextField(help_text='lower case without accents, single blanks')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='catalogue.searchentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'term'), name='search_term_once')],
            },
        ),
    ]
