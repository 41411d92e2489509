DROP TABLE erasure_request;
