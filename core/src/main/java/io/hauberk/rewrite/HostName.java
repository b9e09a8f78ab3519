package io.hauberk.rewrite;

import java.util.Locale;

/** Checks of hosts and authorities that end up in a Host or a Location field. */
final class HostName {
    private HostName() {}

    /**
     * A name or an IP literal (IPv6 in brackets) without a port.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String require(String host) {
        if (!plausible(host)) {
            throw new IllegalArgumentException("\"" + host.replaceAll("[^ -~]", "?")
                    + "\" is not a host: letters, digits, hyphens and dots, or an IPv6 address in brackets.");
        }
        return host.toLowerCase(Locale.ROOT);
    }

    /** The same with or without a port. */
    static String requireAuthority(String authority) {
        int port = portAt(authority);
        String host = port < 0 ? authority : authority.substring(0, port);
        require(host);
        if (port >= 0 && !number(authority, port + 1)) {
            throw new IllegalArgumentException("\"" + authority + "\" ends in no port from 1 to 65535.");
        }
        return authority.toLowerCase(Locale.ROOT);
    }

    /** Where the colon before the port stands, or -1. */
    static int portAt(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.indexOf(']') ? colon : -1;
    }

    /** Whether nothing stands there that could end a host early, or be more than one. */
    static boolean plausible(String host) {
        boolean literal = host.length() > 2 && host.charAt(0) == '[' && host.charAt(host.length() - 1) == ']';
        int from = literal ? 1 : 0;
        int to = literal ? host.length() - 1 : host.length();
        for (int i = from; i < to; i++) {
            char c = host.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean ok = literal
                    ? digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == ':' || c == '.'
                    : digit || letter || c == '-' || c == '.' || c == '_';
            if (!ok) {
                return false;
            }
        }
        return to > from && host.length() <= 255;
    }

    private static boolean number(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i - from > 4) {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port > 0 && port <= 65_535;
    }
}
