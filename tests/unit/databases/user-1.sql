-- user.db as version 1 wrote it: watchlists only.
PRAGMA application_id = 1415671893;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE list_items (  list INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,  position INTEGER NOT NULL,  symbol TEXT NOT NULL,  PRIMARY KEY (list, position),  UNIQUE (list, symbol)) STRICT, WITHOUT ROWID;
INSERT INTO "list_items" VALUES(1,0,'BAC');
INSERT INTO "list_items" VALUES(1,1,'JPM');
INSERT INTO "list_items" VALUES(2,0,'AAPL');
INSERT INTO "list_items" VALUES(2,1,'MSFT');
INSERT INTO "list_items" VALUES(2,2,'NVDA');
CREATE TABLE lists (  id INTEGER PRIMARY KEY AUTOINCREMENT,  name TEXT NOT NULL,  position INTEGER NOT NULL) STRICT;
INSERT INTO "lists" VALUES(1,'Banks',0);
INSERT INTO "lists" VALUES(2,'Tech',1);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('lists',2);
COMMIT;
