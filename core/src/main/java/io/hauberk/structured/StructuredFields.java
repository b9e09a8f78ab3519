package io.hauberk.structured;

import io.hauberk.Headers;
import java.util.List;
import java.util.Map;

/** Reads structured fields. */
public final class StructuredFields {
    private StructuredFields() {}

    /**
     * Reads an item, such as {@code "text";a=1}.
     *
     * @throws MalformedFieldException if the text is none, or anything stands behind it
     */
    public static Item item(String text) throws MalformedFieldException {
        Parser parser = new Parser(text);
        Item item = parser.item();
        parser.end();
        return item;
    }

    /** Reads a list; an empty text is an empty one. */
    public static List<Member> list(String text) throws MalformedFieldException {
        return new Parser(text).list();
    }

    /** Reads a dictionary, in order; an empty text is an empty one. The last of several equal keys counts. */
    public static Map<String, Member> dictionary(String text) throws MalformedFieldException {
        return new Parser(text).dictionary(false);
    }

    /**
     * Reads all lines of a header field as one dictionary; an empty one where there is no such field. Equal keys are a fault:
     * who reads on may take another one than the last.
     */
    public static Map<String, Member> dictionary(Headers headers, String name) throws MalformedFieldException {
        return new Parser(String.join(", ", headers.all(name))).dictionary(true);
    }

    /** Writes a dictionary. */
    public static String write(Map<String, ? extends Member> dictionary) {
        StringBuilder text = new StringBuilder();
        dictionary.forEach((key, member) -> {
            text.append(text.isEmpty() ? "" : ", ").append(Writer.key(key));
            if (member instanceof Item item && Boolean.TRUE.equals(item.value())) {
                text.append(item.parameters());
            } else {
                text.append('=').append(member);
            }
        });
        return text.toString();
    }

    /** Writes a list. */
    public static String write(List<? extends Member> list) {
        return String.join(", ", list.stream().map(Object::toString).toList());
    }
}
