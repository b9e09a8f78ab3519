package io.hauberk.identity;

import org.jspecify.annotations.Nullable;

/**
 * The SPIFFE IDs that are accepted of a peer: one, or with a star at the end all that begin alike.
 *
 * @param text the ID, or what it begins with
 * @param prefix whether more may follow
 */
record PeerPattern(String text, boolean prefix) {
    /** @throws IllegalArgumentException with a sentence, if it is no pattern */
    static PeerPattern parse(String pattern) {
        String fault = fault(pattern);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        boolean prefix = pattern.endsWith("*");
        return new PeerPattern(prefix ? pattern.substring(0, pattern.length() - 1) : pattern, prefix);
    }

    static @Nullable String fault(String pattern) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return SpiffeId.fault(pattern);
        }
        if (star != pattern.length() - 1) {
            return "\"" + pattern + "\" has a star that is not at its end. Only what follows may vary.";
        }
        String before = pattern.substring(0, star);
        int slash = before.startsWith("spiffe://") ? before.indexOf('/', "spiffe://".length()) : -1;
        if (slash < 0 || slash == before.length() - 1) {
            return "\"" + pattern + "\" accepts everyone of an authority. Name a trust domain and the beginning of a"
                    + " path, such as \"spiffe://shop/ns/prod/*\".";
        }
        return SpiffeId.fault(before + "x");
    }

    boolean matches(String id) {
        return prefix ? id.length() > text.length() && id.startsWith(text) : id.equals(text);
    }

    @Override
    public String toString() {
        return prefix ? text + '*' : text;
    }
}
