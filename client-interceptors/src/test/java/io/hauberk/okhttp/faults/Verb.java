package io.hauberk.okhttp.faults;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of the table. */
enum Verb {
    GET,
    POST,
    /** A POST with an Idempotency-Key. */
    KEYED,
    /** A POST whose body can be sent once. */
    STREAM,
    /** No column: a POST whose body fails while it is read. */
    UNREADABLE;

    static Stream<Verb> columns() {
        return Stream.of(values()).filter(verb -> verb != UNREADABLE);
    }

    String method() {
        return this == GET ? "GET" : "POST";
    }

    @Nullable String key() {
        return this == KEYED ? "k-1" : null;
    }
}
