import type { Sql } from '../../runtime/index.ts';

/** Where a new system ships to, without limits. Antarctica is not on the list. */
export const served =
  'AT AU BE BR CA CH CN CZ DE DK ES FI FR GB GR HR HU IE IL IN IS IT JP KR LT LU LV MX NL NO NZ PL PT RO SE SG SI SK TR UA US ZA'.split(
    ' ',
  );

/** Fills the table of countries where it is empty. Several processes may do so at once. */
export async function seedCountries(sql: Sql): Promise<void> {
  await sql.query(
    'shipping-seed',
    `INSERT INTO shipping_countries (country)
     SELECT country FROM unnest($1::text[]) AS country
      WHERE NOT EXISTS (SELECT FROM shipping_countries)
     ON CONFLICT DO NOTHING`,
    [served],
  );
}
