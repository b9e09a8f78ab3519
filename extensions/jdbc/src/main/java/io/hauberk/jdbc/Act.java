package io.hauberk.jdbc;

/** What is to be done with the counters of an operation. */
enum Act {
    TAKE,
    PEEK,
    ADJUST,
    RESET
}
