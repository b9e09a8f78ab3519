package io.hauberk;

/**
 * A typed name for a value in an {@link Exchange}. Keys are compared by identity: keep one in a constant.
 *
 * @param <T> the type of the value
 */
public final class Key<T> {
    private final String name;
    private final boolean inherited;

    private Key(String name, boolean inherited) {
        this.name = name;
        this.inherited = inherited;
    }

    /** A new key. The name is for people only; two keys of one name are two keys. */
    public static <T> Key<T> named(String name) {
        return new Key<>(name, false);
    }

    /**
     * A new key whose value holds for the calls on behalf of a request, too: a {@linkplain Exchange#child() child} without
     * a value of its own has its parent's.
     */
    public static <T> Key<T> inherited(String name) {
        return new Key<>(name, true);
    }

    boolean inherited() {
        return inherited;
    }

    @Override
    public String toString() {
        return name;
    }
}
