package io.hauberk.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.annotation.Authenticated;
import io.hauberk.annotation.Authorized;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnnotationsTest {
    interface Stored<T> {
        @Authorized(roles = "admin")
        void put(T thing);

        void look(T thing);
    }

    abstract static class Shelf<T, K extends Comparable<K>> implements Stored<T> {
        @Authorized(scopes = "take")
        public void take(K key, T thing) {}
    }

    static class Books extends Shelf<String, Integer> {
        @Override
        public void put(String book) {}

        @Override
        public void look(String book) {}

        @Override
        public void take(Integer key, String book) {}

        /** An overload that overrides nothing, which cannot be told by its erased parameters. */
        public void take(Integer key, Integer number) {}
    }

    static class Parcel {
        public void put(String book) {}
    }

    static class Sent extends Parcel implements Stored<String> {
        @Override
        public void look(String book) {}
    }

    @Authenticated
    interface Known {}

    static class Plain implements Known {
        public void look() {}
    }

    private static String filters(Class<?> type, String method, Class<?>... parameters) throws Exception {
        Class<?> at = type;
        while (true) {
            try {
                return Annotations.filters(type, at.getDeclaredMethod(method, parameters), name -> null)
                        .toString();
            } catch (NoSuchMethodException e) {
                at = at.getSuperclass();
            }
        }
    }

    @Test
    void whatAGenericTypeAsksForCountsWhereItIsImplemented() throws Exception {
        assertThat(filters(Books.class, "put", String.class)).contains("roles [admin]");
        assertThat(filters(Books.class, "take", Integer.class, String.class)).contains("scopes [take]");
        assertThat(filters(Books.class, "look", String.class)).isEqualTo("[]");
    }

    @Test
    void aMethodThatASuperclassWroteCountsForTheInterfaceOfASubclass() throws Exception {
        assertThat(filters(Sent.class, "put", String.class)).contains("roles [admin]");
        assertThat(filters(Parcel.class, "put", String.class)).isEqualTo("[]");
    }

    @Test
    void ofTwoOverloadsThatBothMayBeMeantEachIsGuarded() throws Exception {
        assertThat(filters(Books.class, "take", Integer.class, Integer.class)).contains("scopes [take]");
    }

    @Test
    void theMethodOfAnInterfaceIsThatOfTheClassBehindAProxy() throws Exception {
        Method face = Stored.class.getDeclaredMethod("look", Object.class);
        assertThat(Annotations.overridden(Books.class, face))
                .extracting(method -> method.getDeclaringClass().getSimpleName())
                .containsExactly("Stored", "Books");
    }

    @Test
    void aClassSpeaksForItsMethodsAlsoByWhatItImplements() throws Exception {
        assertThat(Annotations.filters(Plain.class, Plain.class.getDeclaredMethod("look"), name -> null))
                .hasSize(1);
        assertThat(Arrays.stream(Plain.class.getDeclaredMethods()).noneMatch(m -> Annotations.speaks(Plain.class, m)))
                .isTrue();
    }
}
