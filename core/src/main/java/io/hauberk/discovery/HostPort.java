package io.hauberk.discovery;

import org.jspecify.annotations.Nullable;

/** A host, IPv6 literals without their brackets, and a port; 0 where none was given. */
record HostPort(String host, int port) {
    /** Reads {@code host}, {@code host:port} or {@code [IPv6]:port}; null if it is none of these. */
    static @Nullable HostPort parse(String text) {
        boolean bracketed = text.startsWith("[");
        int end = bracketed ? text.indexOf(']') : text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
        if (end < 1) {
            return null;
        }
        String host = bracketed ? text.substring(1, end) : text.substring(0, end);
        String rest = text.substring(bracketed ? end + 1 : end);
        int port = rest.isEmpty() ? 0 : port(rest);
        return port < 0 || !valid(host, bracketed) ? null : new HostPort(host, port);
    }

    int portFor(String scheme) {
        return port != 0 ? port : scheme.equals("https") ? 443 : 80;
    }

    private static int port(String text) {
        if (text.length() < 2 || text.length() > 6 || text.charAt(0) != ':') {
            return -1;
        }
        int port = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + c - '0';
        }
        return port == 0 || port > 65_535 ? -1 : port;
    }

    /** Whether it can be a host: a name, or an IP literal without brackets. */
    static boolean valid(String host) {
        return valid(host, host.indexOf(':') >= 0);
    }

    private static boolean valid(String host, boolean bracketed) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean name = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!name && (bracketed ? ":.%" : "-._").indexOf(c) < 0) {
                return false;
            }
        }
        return !host.isEmpty() && (!bracketed || host.indexOf(':') >= 0);
    }
}
