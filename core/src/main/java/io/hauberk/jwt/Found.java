package io.hauberk.jwt;

import org.jspecify.annotations.Nullable;

/** The tokens found in one request: none, one, or more than there may be (RFC 6750 §3.1). */
final class Found {
    private @Nullable String text;
    private int from;
    private int count;
    private boolean dpop;
    private final boolean takesDpop;

    /** For tokens that may come with the scheme DPoP, or may not. */
    Found(boolean takesDpop) {
        this.takesDpop = takesDpop;
    }

    /** Adds the token that begins at an index of a text. */
    void add(String text, int from) {
        this.text = text;
        this.from = from;
        count++;
    }

    /** Adds the token that begins at an index of a text, behind the scheme DPoP. */
    void addDpop(String text, int from) {
        add(text, from);
        dpop = true;
    }

    /** Whether tokens may come with the scheme DPoP. */
    boolean takesDpop() {
        return takesDpop;
    }

    /** Whether the token came with the scheme DPoP. */
    boolean dpop() {
        return dpop;
    }

    /** If there is a token, then it is not the only thing that could be taken for one. */
    void ambiguous() {
        if (count == 1) {
            count++;
        }
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** The text that the token ends, or null. */
    @Nullable String text() {
        return text;
    }

    /** Where in the text the token begins. */
    int from() {
        return from;
    }
}
