package io.hauberk.limit;

import io.hauberk.key.Pseudonyms;

/** What the counters of a limit are called in a store: readable, and different for different limits. */
public final class CounterNames {
    private static final int READABLE = 60;
    private static final int DIGEST = 11;

    private CounterNames() {}

    /**
     * What the names of all counters of a limit begin with.
     *
     * @param kind of the limit, a word
     * @param called for those who look into the store
     * @param identity what makes it another limit than others
     */
    public static String prefix(String kind, String called, String identity) {
        String readable = called.replaceAll("[^A-Za-z0-9._/-]", "-");
        String cut = readable.length() > READABLE ? readable.substring(0, READABLE) : readable;
        return kind + ':' + cut + ':' + Pseudonyms.standard().of(identity).substring(0, DIGEST) + ':';
    }
}
