package io.hauberk.network;

/** The syntax of {@code Host} and {@code :authority}: what this library lets in of RFC 3986 §3.2.2. */
final class Authority {
    private static final int MAX_HOST = 255;

    private Authority() {}

    /** Whether it is a name or an IP address, with or without a port. Allocates little or nothing. */
    static boolean valid(String authority) {
        int hostEnd = hostEnd(authority);
        return hostEnd > 0 && hostEnd <= MAX_HOST && validPort(authority, hostEnd) && validHost(authority, hostEnd);
    }

    /** Whether both name the same host and, where both have one, the same port. */
    static boolean same(String one, String two) {
        int oneEnd = hostEnd(one);
        int twoEnd = hostEnd(two);
        boolean ports = oneEnd == one.length()
                || twoEnd == two.length()
                || one.substring(oneEnd).equals(two.substring(twoEnd));
        return ports && oneEnd == twoEnd && one.regionMatches(true, 0, two, 0, oneEnd);
    }

    private static int hostEnd(String authority) {
        int colon = authority.indexOf(':', authority.startsWith("[") ? Math.max(0, authority.indexOf(']')) : 0);
        return colon < 0 ? authority.length() : colon;
    }

    private static boolean validPort(String authority, int colon) {
        int port = 0;
        for (int i = colon + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            port = c < '0' || c > '9' || port > 65535 ? Integer.MAX_VALUE / 16 : port * 10 + c - '0';
        }
        return port <= 65535;
    }

    private static boolean validHost(String authority, int end) {
        if (authority.charAt(0) == '[') {
            return authority.charAt(end - 1) == ']'
                    && IpAddress.parse(authority.substring(1, end - 1)) != null
                    && authority.lastIndexOf(':', end) > 0;
        }
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            boolean dot = c == '.' && i > 0 && authority.charAt(i - 1) != '.';
            if (!letterOrDigit && !dot && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }
}
