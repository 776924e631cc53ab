"""Properties of a database that CREATE DATABASE leaves behind: settings, grants and a comment."""

from asyncpg import Connection

# PostgreSQL applies the settings to new connections only, so the copy is not changed by it.
HAS_PROPERTIES = """
    SELECT EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = pg_database.oid)
        OR datacl IS NOT NULL OR shobj_description(oid, 'pg_database') IS NOT NULL
    FROM pg_database WHERE datname = $1
"""
# FROM CURRENT writes a value as the server keeps it, a list like that of search_path too.
COPY = """
DO $$
DECLARE
    setting record;
    privilege record;
    template oid := (SELECT oid FROM pg_database WHERE datname = '{template}');
BEGIN
    FOR setting IN
        SELECT setrole, split_part(text, '=', 1) AS name,
            substr(text, strpos(text, '=') + 1) AS value
        FROM pg_db_role_setting, unnest(setconfig) AS text WHERE setdatabase = template
    LOOP
        PERFORM set_config(setting.name, setting.value, true);
        EXECUTE CASE setting.setrole WHEN 0 THEN 'ALTER DATABASE {name}'
            ELSE format('ALTER ROLE %I IN DATABASE {name}', pg_get_userbyid(setting.setrole))
            END || format(' SET %s FROM CURRENT', setting.name);
    END LOOP;
    FOR privilege IN
        SELECT format('%s ON DATABASE {name}', privilege_type) AS what, is_grantable,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS who,
            row_number() OVER () AS number
        FROM pg_database, aclexplode(datacl) WHERE pg_database.oid = template
    LOOP
        IF privilege.number = 1 THEN
            REVOKE ALL ON DATABASE {name} FROM PUBLIC;
        END IF;
        EXECUTE format('GRANT %s TO %s', privilege.what, privilege.who)
            || CASE WHEN privilege.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END;
    END LOOP;
    EXECUTE format(
        'COMMENT ON DATABASE {name} IS %L', shobj_description(template, 'pg_database')
    );
END
$$
"""


class Properties:
    """Copies them, and knows after a first look which templates have any."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.known: dict[str, bool] = {}

    async def copy(self, template: str, name: str) -> None:
        if template not in self.known:
            self.known[template] = await self.connection.fetchval(HAS_PROPERTIES, template)
        if self.known[template]:
            await self.connection.execute(COPY.format(template=template, name=name))
