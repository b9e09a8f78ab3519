package io.hauberk.network;

import org.jspecify.annotations.Nullable;

/** What trusted proxies say about a client; null for what they do not say. */
record Client(
        @Nullable IpAddress address,
        @Nullable String scheme,
        @Nullable String authority) {
    static final Client UNTOLD = new Client(null, null, null);
    /** Two families of header fields said two different things. */
    static final Client DISPUTED = new Client(null, null, null);

    boolean agreesWith(Client other) {
        return (address == null || other.address == null || address.equals(other.address))
                && agree(scheme, other.scheme)
                && agree(authority, other.authority);
    }

    private static boolean agree(@Nullable String one, @Nullable String two) {
        return one == null || two == null || one.equalsIgnoreCase(two);
    }

    Client or(Client other) {
        if (other.equals(UNTOLD)) {
            return this;
        }
        return new Client(
                address != null ? address : other.address,
                scheme != null ? scheme : other.scheme,
                authority != null ? authority : other.authority);
    }

    /** {@code http} or {@code https} for what a proxy calls the scheme; null for anything else. */
    static @Nullable String scheme(@Nullable String text) {
        if (text == null) {
            return null;
        }
        boolean secure = text.equalsIgnoreCase("https") || text.equalsIgnoreCase("wss");
        return secure ? "https" : text.equalsIgnoreCase("http") || text.equalsIgnoreCase("ws") ? "http" : null;
    }

    /** The authority if it is one. */
    static @Nullable String authority(@Nullable String text) {
        return text != null && Authority.valid(text) ? text : null;
    }
}
