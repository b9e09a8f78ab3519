package io.hauberk.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.apache.tomcat.util.net.NioEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomcatInsideTest {
    @Test
    void theTomcatOfTheTestsHasAllThatIsNeeded() {
        assertThatCode(TomcatInside::require).doesNotThrowAnyException();
    }

    @Test
    void whatIsNoLongerThereIsNamedWithTheVersionAndTheCure() throws Exception {
        Member hidden = NioEndpoint.class.getDeclaredField("poller");
        assertThatThrownBy(() -> TomcatInside.requireVisible(hidden))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Apache Tomcat/")
                .hasMessageContaining("NioEndpoint.poller")
                .hasMessageContaining("second connector");
    }

    /** A method that overrides nothing is one that nobody calls. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                PermissiveProtocol.class,
                PermissiveEndpoint.class,
                PermissiveSocket.class,
                FirstBytes.class,
                TlsFromFirstBytes.class,
                PermissiveHttp2.class
            })
    void whatWeOverrideIsThere(Class<?> ours) {
        List<Method> overriding = Arrays.stream(ours.getDeclaredMethods())
                .filter(method ->
                        Modifier.isPublic(method.getModifiers()) || Modifier.isProtected(method.getModifiers()))
                .filter(method -> !method.isBridge())
                .toList();
        assertThat(overriding)
                .isNotEmpty()
                .allSatisfy(
                        method -> assertThatCode(() -> inherited(ours, method)).doesNotThrowAnyException());
    }

    private static Method inherited(Class<?> ours, Method method) throws NoSuchMethodException {
        for (Class<?> type = ours.getSuperclass(); type != null; type = type.getSuperclass()) {
            for (Method candidate : type.getDeclaredMethods()) {
                if (candidate.getName().equals(method.getName())
                        && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes())) {
                    return candidate;
                }
            }
        }
        throw new NoSuchMethodException(method.toString());
    }
}
