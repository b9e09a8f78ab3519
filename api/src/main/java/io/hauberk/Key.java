package io.hauberk;

/**
 * A typed name for a value in an {@link Exchange}. Keys are compared by identity: keep one in a constant.
 *
 * @param <T> the type of the value
 */
public final class Key<T> {
    private final String name;

    private Key(String name) {
        this.name = name;
    }

    /** A new key. The name is for people only; two keys of one name are two keys. */
    public static <T> Key<T> named(String name) {
        return new Key<>(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
