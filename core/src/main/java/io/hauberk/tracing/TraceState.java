package io.hauberk.tracing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tracestate} fields (W3C Trace Context level 2, §3.3). */
final class TraceState {
    static final int MAX_MEMBERS = 32;
    static final int MAX_LENGTH = 512;
    private static final int LONG_MEMBER = 128;
    private static final int MAX_KEY = 256;
    private static final int MAX_VALUE = 256;

    private final List<String> members = new ArrayList<>();
    private int count;

    private TraceState() {}

    /**
     * The members of all lines in one, in order, within our bounds.
     *
     * @return null where there are none, or none that is short enough, or something is not well-formed
     */
    static @Nullable String combined(List<String> lines) {
        TraceState state = new TraceState();
        for (String line : lines) {
            if (!state.add(line)) {
                return null;
            }
        }
        String text = state.text();
        return text.isEmpty() ? null : text;
    }

    private boolean add(String line) {
        int from = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int to = comma < 0 ? line.length() : comma;
            String member = trimmed(line.substring(from, to));
            if (!member.isEmpty() && (++count > MAX_MEMBERS || !addMember(member))) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    private boolean addMember(String member) {
        int equals = member.indexOf('=');
        if (equals < 0 || !key(member, equals) || !value(member, equals + 1)) {
            return false;
        }
        String start = member.substring(0, equals + 1);
        if (members.stream().noneMatch(earlier -> earlier.startsWith(start))) {
            members.add(member);
        }
        return true;
    }

    private String text() {
        int length = Math.max(0, members.size() - 1);
        for (String member : members) {
            length += member.length();
        }
        for (int i = members.size() - 1; i >= 0 && length > MAX_LENGTH; i--) {
            if (members.get(i).length() > LONG_MEMBER) {
                length -= members.remove(i).length() + 1;
            }
        }
        while (length > MAX_LENGTH) {
            length -= members.remove(members.size() - 1).length() + 1;
        }
        return String.join(",", members);
    }

    /** Optional blanks around an element of a list, and around a field. */
    static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && blank(text.charAt(from))) {
            from++;
        }
        while (to > from && blank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean key(String member, int length) {
        if (length == 0 || length > MAX_KEY || !alphanumeric(member.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = member.charAt(i);
            if (!alphanumeric(c) && "_-*/@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean alphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean value(String member, int from) {
        int length = member.length() - from;
        if (length == 0 || length > MAX_VALUE) {
            return false;
        }
        for (int i = from; i < member.length(); i++) {
            char c = member.charAt(i);
            if (c < ' ' || c > '~' || c == '=') {
                return false;
            }
        }
        return true;
    }
}
