package io.hauberk.structured;

import java.util.List;
import java.util.stream.Collectors;

/** A list of items with parameters of its own (RFC 9651 §3.1.1). Immutable. */
public record InnerList(List<Item> items, Parameters parameters) implements Member {
    /** Copies the list. */
    public InnerList {
        items = List.copyOf(items);
    }

    @Override
    public String toString() {
        return items.stream().map(Item::toString).collect(Collectors.joining(" ", "(", ")")) + parameters;
    }
}
