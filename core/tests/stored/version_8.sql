-- Rows that schema version 8 kept beside those of the versions before.
INSERT INTO tools VALUES ('m0123456789abcdef', 1, '{"fields":{"bill":{"type":"money","value":"90"}},"lists":{},"next":0}', X'0000803F', 'key', 1764034200000, 1764034200000);
INSERT INTO tool_versions VALUES ('m0123456789abcdef', 1, '{"miniTool":1,"id":"m0123456789abcdef","title":{"en":"Split"},"language":"en","state":[{"name":"bill","label":{"en":"Bill"},"type":"money"}],"view":[{"id":"bill","part":"field","of":"bill"}]}', '');
INSERT INTO deleted_tools VALUES ('mfedcba9876543210', 1764034200000);
