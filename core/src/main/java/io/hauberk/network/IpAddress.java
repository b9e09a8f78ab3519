package io.hauberk.network;

import org.jspecify.annotations.Nullable;

/**
 * An IP address. Immutable. An IPv4 address that is mapped into IPv6 ({@code ::ffff:10.0.0.1}) is that IPv4 address.
 * Reading one never asks the DNS.
 *
 * @param high the upper 64 bits of the IPv6 form
 * @param low the lower 64 bits of the IPv6 form
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED = 0xFFFFL << 32;

    /** The address that a text stands for, in one of the usual forms without port, brackets and zone; else null. */
    public static @Nullable IpAddress parse(String text) {
        return text.indexOf(':') < 0 ? v4(text) : IpV6Reader.read(text);
    }

    /**
     * The address that a container gives the other end of a connection, which may have brackets or a zone ({@code
     * fe80::1%eth0}); null if there is none.
     */
    public static @Nullable IpAddress ofPeer(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int zone = text.indexOf('%');
        String plain = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        return parse(zone < 0 ? plain : plain.substring(0, plain.indexOf('%')));
    }

    /**
     * The address that a text stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static IpAddress of(String text) {
        IpAddress address = parse(text);
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address. Names are not looked up here;"
                    + " write 10.0.0.1 or 2001:db8::1.");
        }
        return address;
    }

    private static @Nullable IpAddress v4(String text) {
        long bits = v4Bits(text, 0, text.length());
        return bits < 0 ? null : new IpAddress(0, MAPPED | bits);
    }

    /** The 32 bits of four decimal numbers without leading zeros, or -1. */
    static long v4Bits(String text, int start, int end) {
        long bits = 0;
        int at = start;
        for (int part = 0; part < 4; part++) {
            int from = at;
            int number = 0;
            while (at < end && at < from + 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = number * 10 + text.charAt(at++) - '0';
            }
            boolean good = at > from && number <= 255 && (at - from == 1 || text.charAt(from) != '0');
            if (!good || (part == 3 ? at != end : at >= end || text.charAt(at) != '.')) {
                return -1;
            }
            bits = bits << 8 | number;
            at++;
        }
        return bits;
    }

    /** Whether it is an IPv4 address. */
    public boolean v4() {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /** The network of this address by the length of its prefix: up to 32 for IPv4, up to 128 for IPv6. */
    public IpAddress network(int prefix) {
        int bits = v4() ? 96 + prefix : prefix;
        long highMask = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
        long lowMask = bits >= 128 ? -1 : bits <= 64 ? 0 : -1L << 128 - bits;
        return new IpAddress(high & highMask, low & lowMask);
    }

    /** The usual text: dotted for IPv4, RFC 5952 for IPv6. */
    @Override
    public String toString() {
        if (v4()) {
            return (low >>> 24 & 255) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
        }
        int start = 0;
        int zeros = 0;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(i + run) == 0) {
                run++;
            }
            if (run > zeros) {
                start = i;
                zeros = run;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (zeros > 1 && i == start) {
                text.append("::");
                i += zeros - 1;
            } else {
                text.append(i > 0 && text.charAt(text.length() - 1) != ':' ? ":" : "")
                        .append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int i) {
        long half = i < 4 ? high : low;
        return (int) (half >>> 48 - 16 * (i & 3)) & 0xFFFF;
    }
}
