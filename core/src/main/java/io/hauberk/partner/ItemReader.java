package io.hauberk.partner;

import io.hauberk.structured.MalformedFieldException;
import io.hauberk.structured.Member;
import io.hauberk.structured.Parameters;
import io.hauberk.structured.StructuredFields;
import io.hauberk.structured.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code RateLimit} and {@code RateLimit-Policy}: lists of names with parameters that are numbers. As RFC 9651 asks, a
 * field that is not well-formed is ignored as a whole; and so is one that is long, or that names many.
 */
final class ItemReader {
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_ITEMS = 8;

    private ItemReader() {}

    /** The items, in order; none where the field says nothing. */
    static List<Item> read(String text) {
        if (text.length() > MAX_LENGTH) {
            return List.of();
        }
        try {
            List<Member> members = StructuredFields.list(text);
            return members.size() > MAX_ITEMS ? List.of() : items(members);
        } catch (MalformedFieldException e) {
            return List.of();
        }
    }

    private static List<Item> items(List<Member> members) {
        List<Item> items = new ArrayList<>();
        for (Member member : members) {
            if (!(member instanceof io.hauberk.structured.Item item)) {
                return List.of();
            }
            Object name = item.value();
            if (!(name instanceof String) && !(name instanceof Token)) {
                return List.of();
            }
            Parameters told = item.parameters();
            items.add(new Item(
                    name instanceof Token token ? token.text() : name.toString(),
                    number(told, "r"),
                    number(told, "t"),
                    number(told, "q"),
                    number(told, "w")));
        }
        return items;
    }

    /** -1 where it is missing, negative, or none. */
    private static long number(Parameters told, String key) {
        Long number = told.get(key, Long.class);
        return number == null ? -1 : Math.max(-1, number);
    }
}
