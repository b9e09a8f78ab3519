package io.hauberk.key;

import io.hauberk.network.IpAddress;

/** The part of an address that tells callers apart: all of an IPv4 address, the first 64 bits of an IPv6 one. */
final class Network {
    private Network() {}

    static long mix(String address, long k0, long k1) {
        if (address.indexOf(':') < 0) {
            return SipHash.of(k0, k1, address);
        }
        long prefix = prefix(address);
        if (prefix != 0) {
            return SipHash.of(k0, k1, prefix);
        }
        IpAddress parsed = IpAddress.parse(address);
        if (parsed == null) {
            return SipHash.of(k0, k1, address);
        }
        return parsed.v4() ? SipHash.of(k0, k1, parsed.toString()) : SipHash.of(k0, k1, parsed.high());
    }

    /** The same part in words: equal for equal networks, whatever way they are written in. */
    static String text(String address) {
        IpAddress parsed = IpAddress.parse(address);
        if (parsed == null) {
            return address;
        }
        return parsed.v4() ? parsed.toString() : Long.toHexString(parsed.high()) + "/64";
    }

    /** The same part as people write it. */
    static String shown(String address) {
        IpAddress parsed = IpAddress.parse(address);
        return parsed == null || parsed.v4() ? text(address) : parsed.network(64) + "/64";
    }

    /** The first 64 bits, without allocating; 0 for what it takes a parser to read. */
    private static long prefix(String address) {
        long high = 0;
        int groups = 0;
        int value = 0;
        int digits = 0;
        for (int i = 0; i < address.length() && groups < 4; i++) {
            char c = address.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit >= 0 && digits < 4) {
                value = value << 4 | digit;
                digits++;
            } else if (c == ':' && digits > 0) {
                high = high << 16 | value;
                groups++;
                value = 0;
                digits = 0;
            } else {
                boolean gap = c == ':' && groups > 0 && groupsFrom(address, i + 1) <= 4;
                return gap ? high << 16 * (4 - groups) : 0;
            }
        }
        return groups == 4 ? high : 0;
    }

    private static int groupsFrom(String address, int at) {
        int groups = 1;
        for (int i = at; i < address.length(); i++) {
            groups += address.charAt(i) == ':' ? 1 : 0;
        }
        return groups;
    }
}
