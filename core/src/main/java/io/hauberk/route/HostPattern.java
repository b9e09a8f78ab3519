package io.hauberk.route;

import io.hauberk.network.IpAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A host name, or {@code *.} and the end of one; in lower case. {@code name} has no star. */
record HostPattern(String name, boolean wildcard) {
    static HostPattern of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean wildcard = lower.startsWith("*.");
        String name = wildcard ? lower.substring(2) : lower;
        if (name.length() > 1 && name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (!allowed(name)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a host. Write a name such as shop.example.com, or"
                            + " *.example.com for all names below it; no scheme, no port, no other star.");
        }
        return new HostPattern(name, wildcard);
    }

    private static boolean allowed(String name) {
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.indexOf(':') > 0 && IpAddress.parse(name.substring(1, name.length() - 1)) != null;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '-' && c != '_' && (c != '.' || i == 0 || name.charAt(i - 1) == '.')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether the host, in lower case, without port and final dot, is this one or below it. */
    boolean matches(String host) {
        return wildcard
                ? host.length() > name.length() + 1
                        && host.endsWith(name)
                        && host.charAt(host.length() - name.length() - 1) == '.'
                : host.equals(name);
    }

    /** The more specific first, of two that a host fits: a name, a longer wildcard, a shorter one, none. */
    static int compare(@Nullable HostPattern one, @Nullable HostPattern two) {
        return rank(two) - rank(one);
    }

    private static int rank(@Nullable HostPattern host) {
        return host == null ? 0 : host.wildcard ? host.name.length() : Integer.MAX_VALUE;
    }

    /** Some host that fits, in lower case. */
    String example() {
        return wildcard ? "x." + name : name;
    }

    /** Where in an authority the host ends: before the port and a final dot. */
    static int end(String authority) {
        int colon = authority.lastIndexOf(':');
        int end = colon > 0 && colon > authority.indexOf(']') ? colon : authority.length();
        return end > 1 && authority.charAt(end - 1) == '.' ? end - 1 : end;
    }

    @Override
    public String toString() {
        return wildcard ? "*." + name : name;
    }
}
