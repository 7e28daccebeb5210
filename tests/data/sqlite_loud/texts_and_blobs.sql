-- error: table "files", column "content" (no declared type): 2 blobs, 1 text (first in row 2)
CREATE TABLE files(name TEXT PRIMARY KEY, content) WITHOUT ROWID;
INSERT INTO files VALUES ('a', x'00'), ('b', 'text'), ('c', x'01');
