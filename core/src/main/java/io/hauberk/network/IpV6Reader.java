package io.hauberk.network;

import org.jspecify.annotations.Nullable;

/** Reads the text of an IPv6 address (RFC 4291 §2.2). */
final class IpV6Reader {
    private final String text;
    private final int[] groups = new int[8];
    private int count;
    /** Before which group the double colon stood, or -1. */
    private int gap = -1;

    private IpV6Reader(String text) {
        this.text = text;
    }

    static @Nullable IpAddress read(String text) {
        IpV6Reader reader = new IpV6Reader(text);
        return text.length() <= 45 && reader.groups() ? reader.address() : null;
    }

    private boolean groups() {
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int end = text.indexOf(':', at);
            end = end < 0 ? text.length() : end;
            if (end == text.length() && text.indexOf('.', at) >= 0) {
                return dotted(at);
            }
            if (count == 8 || !group(at, end)) {
                return false;
            }
            at = end + 1;
            if (end < text.length() && at < text.length() && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = count;
                at++;
            } else if (at == text.length()) {
                return false; // a single colon at the end
            }
        }
        return complete();
    }

    private boolean complete() {
        return gap < 0 ? count == 8 : count < 8;
    }

    private boolean group(int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return false;
            }
            value = value << 4 | digit;
        }
        if (end == start || end - start > 4) {
            return false;
        }
        groups[count++] = value;
        return true;
    }

    private boolean dotted(int at) {
        long bits = IpAddress.v4Bits(text, at, text.length());
        if (bits < 0 || count > 6) {
            return false;
        }
        groups[count++] = (int) (bits >>> 16);
        groups[count++] = (int) bits & 0xFFFF;
        return complete();
    }

    private IpAddress address() {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            int from = gap < 0 || i < gap ? i : i - (8 - count);
            int group = from < 0 || gap >= 0 && i >= gap && from < gap ? 0 : groups[from];
            if (i < 4) {
                high = high << 16 | group;
            } else {
                low = low << 16 | group;
            }
        }
        return new IpAddress(high, low);
    }
}
