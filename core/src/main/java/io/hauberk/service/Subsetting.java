package io.hauberk.service;

import io.hauberk.Settings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Each client uses some of the endpoints of a large fleet, so that clients times endpoints is not the number of
 * connections. Each takes as many as it was told that are healthy, and if some are not, more. Immutable, thread-safe.
 *
 * <p>By name: the endpoints whose hash together with the client's is highest (rendezvous hashing, gRFC A68). It needs no
 * order among the clients; endpoints get their clients by chance. By number: clients are numbered from 0 without gaps,
 * as the pods of a stateful set are; then each round of clients covers all endpoints once (deterministic subsetting, as
 * in Google's SRE book, but with endpoints ordered by hash instead of shuffled, so that one more or less changes little).
 */
public final class Subsetting {
    private final int size;
    private final @Nullable String id;
    private final int number;

    private Subsetting(int size, @Nullable String id, int number) {
        this.size = size;
        this.id = id;
        this.number = number;
    }

    /** So many endpoints for this client, chosen by a name that it draws by chance. */
    public static Subsetting of(int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "A client uses 1 endpoint at least, but this one would use " + size + ".");
        }
        return new Subsetting(size, null, -1);
    }

    /** By a name that is this client's own, so that it has the same endpoints after a restart. */
    public Subsetting id(String id) {
        return new Subsetting(size, id, -1);
    }

    /** By this client's number, counted from 0 without gaps. */
    public Subsetting number(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("Clients are numbered from 0 on, but this one is " + number + ".");
        }
        return new Subsetting(size, null, number);
    }

    /** Reads {@code subsetting: 20}, or a block. */
    static Subsetting from(Settings settings) {
        Subsetting read = of((int) settings.number("size", 20, 1, 1_000_000));
        String id = settings.text("id");
        if (settings.has("number")) {
            int number = (int) settings.number("number", 0, 0, Integer.MAX_VALUE);
            if (id != null) {
                settings.fault("number", "Subsetting goes by the client's id or by its number. Leave one of them out.");
            }
            return read.number(number);
        }
        return id == null ? read : read.id(id);
    }

    /** How many healthy endpoints a client uses. */
    public int size() {
        return size;
    }

    @Nullable String id() {
        return id;
    }

    /** The client's number; -1 where it has none. */
    int number() {
        return number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subsetting that
                && size == that.size
                && number == that.number
                && Objects.equals(id, that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(size, id, number);
    }

    @Override
    public String toString() {
        return size + " each";
    }
}
