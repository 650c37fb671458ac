{{
    config(
        meta={
            'rule_id': 'POL-025',
            'severity': 'critical',
            'says': 'Every indicator of the catalogue has its file under models/indicators, and every file its indicator.',
            'dagster': {'ref': {'name': 'indicators'}}
        }
    )
}}
-- fails with every catalogue row without a file and every file without a catalogue row
with

files as (

    {% for node in graph.nodes.values() if node.resource_type == 'model' and 'indicators' in node.fqn %}
    select '{{ node.name }}' as model_name
    {% if not loop.last %}union all{% endif %}
    {% else %}
    select cast(null as string) as model_name
    {% endfor %}

),

indicators as (

    select distinct model_name from {{ ref('indicators') }}

)

select
    files.model_name as file_name,
    indicators.model_name as catalogue_name
from files
full outer join indicators
    on files.model_name = indicators.model_name
where files.model_name is null or indicators.model_name is null
