package io.hauberk.network;

import java.util.ArrayList;
import java.util.List;

/** Lists in header values: elements with commas between them (RFC 9110 §5.6.1). */
final class Tokens {
    private Tokens() {}

    /** Whether the list has the element, compared without case. Allocates nothing. */
    static boolean contains(String list, String element) {
        for (int start = 0; start <= list.length(); ) {
            int end = end(list, start);
            int first = first(list, start, end);
            int last = last(list, first, end);
            if (last - first == element.length() && list.regionMatches(true, first, element, 0, element.length())) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /** The elements that are not empty, of a list without quoted text. */
    static List<String> of(String list) {
        List<String> elements = new ArrayList<>(4);
        for (int start = 0; start <= list.length(); ) {
            int end = end(list, start);
            int first = first(list, start, end);
            int last = last(list, first, end);
            if (last > first) {
                elements.add(list.substring(first, last));
            }
            start = end + 1;
        }
        return elements;
    }

    private static int end(String list, int start) {
        int comma = list.indexOf(',', start);
        return comma < 0 ? list.length() : comma;
    }

    private static int first(String list, int start, int end) {
        int first = start;
        while (first < end && blank(list.charAt(first))) {
            first++;
        }
        return first;
    }

    private static int last(String list, int first, int end) {
        int last = end;
        while (last > first && blank(list.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
