package io.hauberk.service;

import io.hauberk.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a request decides to which endpoint it goes: {@code HashKey.header("x-user").or(HashKey.address())}. Requests
 * that have none of it go anywhere. The hash is XXH64, the same in each process, so that all gateways send a key to the
 * same endpoint. Immutable, thread-safe; hashing plain ASCII allocates nothing.
 */
public final class HashKey {
    private static final int MOST = 8;

    private final List<Part> parts;

    private HashKey(List<Part> parts) {
        this.parts = parts;
    }

    /** A header field; where it stands several times, the first counts. */
    public static HashKey header(String name) {
        return of("header " + name, request -> request.header(name));
    }

    /** A cookie. */
    public static HashKey cookie(String name) {
        return of("cookie " + name, request -> Cookies.value(request, name));
    }

    /** A parameter of the query, as it is written; where it stands several times, the first counts. */
    public static HashKey query(String name) {
        return of("query " + name, request -> Cookies.parameter(request.query(), name));
    }

    /** The caller's principal. */
    public static HashKey principal() {
        return of("principal", request -> request.exchange().caller().principal());
    }

    /** The caller's consumer. */
    public static HashKey consumer() {
        return of("consumer", request -> request.exchange().caller().consumer());
    }

    /** The caller's address, after trusted proxies. */
    public static HashKey address() {
        return of("address", request -> request.exchange().caller().address());
    }

    /**
     * Anything else of a request.
     *
     * @param name what records call it
     * @param value null where a request has none
     */
    public static HashKey of(String name, Function<Request, @Nullable String> value) {
        return new HashKey(List.of(new Part(name, value, false)));
    }

    /** This key; for requests that have none of it, the other one. */
    public HashKey or(HashKey other) {
        return with(other, true);
    }

    /** This key and the other one together, or what a request has of them. */
    public HashKey and(HashKey other) {
        return with(other, false);
    }

    private HashKey with(HashKey other, boolean enough) {
        if (parts.size() + other.parts.size() > MOST) {
            throw new IllegalArgumentException("A key has " + MOST + " parts at most.");
        }
        List<Part> all = new ArrayList<>(parts);
        int last = all.size() - 1;
        all.set(last, all.get(last).enough(enough));
        all.addAll(other.parts);
        return new HashKey(List.copyOf(all));
    }

    /**
     * The hash of a request: 0 where it has none of the parts. The parts in turn, as in Envoy: each turns the bits of what
     * there is by one and is mixed in; one that is enough ends it, if there is anything by then.
     */
    long of(Request request) {
        long hash = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            String value = part.value.apply(request);
            if (value != null && !value.isEmpty()) {
                hash = Long.rotateLeft(hash, 1) ^ XxHash.of(value, 0);
            }
            if (part.enough && hash != 0) {
                return hash;
            }
        }
        return hash;
    }

    /** Two are equal if they were made in the same way; those of {@link #of} are by their names. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HashKey that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            text.append(parts.get(i).name);
            if (i < parts.size() - 1) {
                text.append(parts.get(i).enough ? ", else " : " and ");
            }
        }
        return text.toString();
    }

    private record Part(String name, Function<Request, @Nullable String> value, boolean enough) {
        Part enough(boolean now) {
            return new Part(name, value, now);
        }
    }
}
