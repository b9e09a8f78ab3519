package io.hauberk.registry;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Plain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the good entries of an answer and reports the bad ones: one registration that is nonsense must not hide the others.
 * Where no entry is good but some are bad, nothing was found out. Not thread-safe.
 */
public final class Sieve {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    private final String service;
    private final String who;
    private @Nullable String told;

    /**
     * For one watch.
     *
     * @param who who gives the entries, such as {@code Consul}
     */
    public Sieve(String service, String who) {
        this.service = service;
        this.who = who;
    }

    /**
     * The endpoints that the entries stand for.
     *
     * @param reader null for an entry that is to be left out; {@link IllegalArgumentException} for a bad one
     */
    public <T> List<Endpoint> sift(Iterable<T> entries, Function<T, @Nullable Endpoint> reader) throws IOException {
        List<Endpoint> good = new ArrayList<>();
        int bad = 0;
        String first = null;
        for (T entry : entries) {
            try {
                Endpoint endpoint = reader.apply(entry);
                if (endpoint != null) {
                    good.add(endpoint);
                }
            } catch (IllegalArgumentException e) {
                bad++;
                first = first == null ? Plain.text(e.getMessage()) : first;
            }
        }
        if (bad > 0 && good.isEmpty()) {
            throw new IOException("None of the entries that " + who + " gives can be used. The first: " + first);
        }
        if (bad > 0 && !Objects.equals(first, told)) {
            log.warn("Service {}: {} entries that {} gives are left out. The first: {}", service, bad, who, first);
        }
        told = first;
        return good;
    }
}
