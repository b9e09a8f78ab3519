package io.hauberk.identity;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of servers: DNS names, of one label too, and IP literals. */
final class ServerName {
    /** Without underscores: with one the JDK neither sends a name by SNI nor compares it with a certificate. */
    private static final Pattern DNS =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

    private ServerName() {}

    static String require(String name) {
        String fault = fault(name);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return canonical(name);
    }

    static @Nullable String fault(String name) {
        String plain = canonical(name);
        boolean valid = plain.length() <= 253 && (DNS.matcher(plain).matches() || address(plain));
        return valid ? null : "\"" + name + "\" is neither a DNS name nor an IP address.";
    }

    /** Whether it is an address: such have no place in SNI (RFC 6066 §3). */
    static boolean address(String name) {
        return IPV4.matcher(name).matches() || IPV6.matcher(name).matches();
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
