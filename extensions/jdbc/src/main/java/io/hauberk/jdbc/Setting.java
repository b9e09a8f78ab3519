package io.hauberk.jdbc;

import java.time.Duration;

/**
 * The parameters of a store.
 *
 * @param name what metrics call it
 */
record Setting(String table, boolean createTable, int threads, Duration cleanEvery, String name) {
    private static final int MAX_THREADS = 64;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    Setting {
        Table.requireName(table);
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("A store in a database has 1 to " + MAX_THREADS
                    + " threads, each with a connection, but this one has " + threads + ".");
        }
        if (cleanEvery.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "Old counters are cleared away every second at most, but cleanEvery is " + cleanEvery + ".");
        }
    }

    Setting table(String other) {
        return new Setting(other, createTable, threads, cleanEvery, name);
    }

    Setting createTable(boolean create) {
        return new Setting(table, create, threads, cleanEvery, name);
    }

    Setting threads(int number) {
        return new Setting(table, createTable, number, cleanEvery, name);
    }

    Setting cleanEvery(Duration period) {
        return new Setting(table, createTable, threads, period, name);
    }

    Setting named(String text) {
        return new Setting(table, createTable, threads, cleanEvery, text);
    }
}
