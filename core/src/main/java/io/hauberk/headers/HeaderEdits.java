package io.hauberk.headers;

import io.hauberk.Headers;
import io.hauberk.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Edits of header fields, in the order of the calls. Immutable; each call makes a new one. */
public final class HeaderEdits {
    private static final Set<String> FRAMING = Set.of(
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "upgrade");

    private final String owner;
    private final Edit[] edits;

    private HeaderEdits(String owner, Edit[] edits) {
        this.owner = owner;
        this.edits = edits;
    }

    /** No edits yet; the owner is the filter's name, for messages. */
    static HeaderEdits of(String owner) {
        return new HeaderEdits(owner, new Edit[0]);
    }

    /** Reads {@code remove}, {@code rename}, {@code set} and {@code add}, in this order. */
    HeaderEdits with(Settings settings) {
        HeaderEdits all = this;
        for (String name : settings.texts("remove")) {
            all = all.read(settings, new Entry(Kind.REMOVE, name, ""));
        }
        for (Kind kind : List.of(Kind.RENAME, Kind.SET, Kind.ADD)) {
            for (Map.Entry<String, String> entry : settings.entries(kind.word()).entrySet()) {
                all = all.read(settings, new Entry(kind, entry.getKey(), entry.getValue()));
            }
        }
        boolean nothing =
                !settings.has("remove") && !settings.has("rename") && !settings.has("set") && !settings.has("add");
        if (nothing) {
            settings.fault("set", owner + " changes nothing. Give it set, add, remove or rename.");
        }
        return all;
    }

    private HeaderEdits read(Settings settings, Entry entry) {
        try {
            return switch (entry.kind()) {
                case SET -> set(entry.name(), entry.value());
                case ADD -> add(entry.name(), entry.value());
                case REMOVE -> remove(entry.name());
                case RENAME -> rename(entry.name(), entry.value());
            };
        } catch (IllegalArgumentException e) {
            settings.fault(entry.kind().word(), String.valueOf(e.getMessage()));
            return this;
        }
    }

    /** And gives the field one value, whatever stood there. */
    public HeaderEdits set(String name, String value) {
        return and(new Edit(Kind.SET, requireName(name), requireValue(name, value)));
    }

    /** And adds a line of the field. */
    public HeaderEdits add(String name, String value) {
        return and(new Edit(Kind.ADD, requireName(name), requireValue(name, value)));
    }

    /** And removes all lines of the field. */
    public HeaderEdits remove(String name) {
        return and(new Edit(Kind.REMOVE, requireName(name), ""));
    }

    /** And moves all lines of one field to another name, in place of what stands there; nothing, where there are none. */
    public HeaderEdits rename(String from, String to) {
        if (from.equalsIgnoreCase(to)) {
            throw new IllegalArgumentException(
                    owner + " renames " + from + " to itself: names are compared without case. Remove the entry.");
        }
        return and(new Edit(Kind.RENAME, requireName(from), requireName(to)));
    }

    private HeaderEdits and(Edit edit) {
        Edit[] more = java.util.Arrays.copyOf(edits, edits.length + 1);
        more[edits.length] = edit;
        return new HeaderEdits(owner, more);
    }

    private String requireName(String name) {
        Headers.of(name, "");
        String lower = name.toLowerCase(Locale.ROOT);
        if (FRAMING.contains(lower)) {
            throw new IllegalArgumentException(
                    owner + " cannot change " + name
                            + ": where a message ends and how its connection is used is not for filters to say. Remove the entry.");
        }
        if (lower.equals("host") && owner.equals("requestHeaders")) {
            throw new IllegalArgumentException(
                    "requestHeaders cannot change Host, which belongs to the address of the request."
                            + " Use rewrite: { host: … }.");
        }
        return name;
    }

    /** Stricter than what is let through from others: some engines refuse, or re-encode, what is not ASCII. */
    private String requireValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                throw new IllegalArgumentException("The value that " + owner + " gives to " + name
                        + " holds a character that header fields cannot carry everywhere, at index " + i
                        + ". Use printable ASCII.");
            }
        }
        return value.strip();
    }

    /** The fields with all edits; the same instance where nothing changes. */
    Headers apply(Headers headers) {
        if (!touches(headers)) {
            return headers;
        }
        Headers.Edit edit =
                Headers.Edit.withRoomFor(headers.size() + edits.length).addAll(headers);
        for (Edit e : edits) {
            switch (e.kind()) {
                case SET -> edit.set(e.name(), e.value());
                case ADD -> edit.add(e.name(), e.value());
                case REMOVE -> edit.remove(e.name());
                case RENAME -> edit = renamed(edit.build(), e.name(), e.value()).edit();
            }
        }
        return edit.build();
    }

    private boolean touches(Headers headers) {
        for (Edit e : edits) {
            if (e.kind() == Kind.SET || e.kind() == Kind.ADD || headers.contains(e.name())) {
                return true;
            }
        }
        return false;
    }

    private static Headers renamed(Headers headers, String from, String to) {
        List<String> values = headers.all(from);
        if (values.isEmpty()) {
            return headers;
        }
        Headers.Edit edit = headers.edit().remove(from).remove(to);
        for (String value : values) {
            edit.add(to, value);
        }
        return edit.build();
    }

    /** What is done to which field; values may be secrets. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        for (Edit e : edits) {
            String to = e.kind() == Kind.RENAME ? " to " + e.value() : "";
            words.add(e.kind().word() + ' ' + e.name() + to);
        }
        return owner + '(' + String.join(", ", words) + ')';
    }

    private enum Kind {
        REMOVE,
        RENAME,
        SET,
        ADD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An edit as it stands in a file. */
    private record Entry(Kind kind, String name, String value) {}

    /** An edit that was checked. The value of a rename is the new name. */
    private record Edit(Kind kind, String name, String value) {}
}
