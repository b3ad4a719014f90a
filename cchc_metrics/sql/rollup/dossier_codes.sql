-- reads: given
-- row: a dossier that has a code
-- column: code | its code as a number, the same for the same code
select hash(code) as code
from given
where code <> '';
