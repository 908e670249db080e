-- Rows that schema version 5 kept beside those of versions 1 and 4.
INSERT INTO services (id, position, version, digest, manifest, enabled) VALUES ('com.off', 1, '1.0.0', 'd', '{}', 0), ('com.on', 2, '1.0.0', 'd', '{}', 1);
INSERT INTO measured VALUES ('com.on', 'find', 3.0, 1.0, 250.0, 1764034200000);
INSERT INTO chosen VALUES ('food.order@1', 'com.on', 2, 1764034200000);
INSERT INTO preferences VALUES ('food', '{"banned":["com.off"],"isPersonalised":true}');
INSERT INTO facts VALUES (1, 'food', 'budget', '{"amount":2000,"currency":"CNY"}', 'said', 't1', 1, 2, 1764034200000, NULL, '[]');
INSERT INTO choices VALUES ('t1', 0, '{}');
INSERT INTO recent VALUES (1, '{}', 1764034200000);
