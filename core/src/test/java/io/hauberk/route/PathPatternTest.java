package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/, /a, false",
        "/**, /, true",
        "/**, /a/b/, true",
        "/a/**, /a, true",
        "/a/**, /a/, true",
        "/a/**, /ab, false",
        "/a/, /a/, true",
        "/a/, /a, false",
        "/{id}, /x, true",
        "/{id}, /, false",
        "/{id}/**, /x/y/z, true",
        "/{id:[0-9]+}/x, /12/x, true",
        "/{id:[0-9]+}/x, /1a/x, false",
        "'/{id:[^/{}]+}', /a, true",
        "'/{id:a{2,3}}', /aaa, true",
        "'/{id:[}]}', /%7D, true",
        "'/{id:\\}x}', /%7Dx, true",
        "/a%2fb, /a%2Fb, true",
        "/%61, /a, true",
    })
    void routePathsMatchElementByElement(String pattern, String path, boolean fits) {
        assertThat(PathPattern.of(pattern).matches(path)).isEqualTo(fits);
        assertThat(PathPattern.rule(pattern).matches(path)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{*}/b, /a/x/b, true",
        "/a/{*}/b, /a/x/y/b, false",
        "/a/{*}/b, /a//b, false",
        "/a/{*}/{*}, /a/b/c, true",
        "/a/{**}, /a, true",
        "/a/{**}, /a/b/c, true",
        "/a/{*}/{**}, /a, false",
        "/a/{*}/{**}, /a/b/c, true",
        "/a*, /abc/d, true",
        "/a*, /b, false",
        "/a/*, /a/b/c, true",
        "/a/*, /a, false",
        "*/b, /a/b, true",
        "*.png, /a/b.png, true",
        "*.png, /a/b.png/c, false",
        "*, /a, true",
        "/café*, /caf%C3%A9s, true",
        "/admin/**, /admin, true",
        "/admin/**, /administrator, false",
    })
    void rulesHaveAFewMoreForms(String pattern, String path, boolean fits) {
        assertThat(PathPattern.rule(pattern).matches(path)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "a, does not begin with a slash",
        "'', does not begin with a slash",
        "//, has an empty element",
        "/a//b, has an empty element",
        "/a/../b, has a dot segment",
        "/a?b, a character that ends a path",
        "/a b, a control character or a space",
        "/a;b, a path parameter",
        "/%zz, a percent sign without",
        "/**/b, before its end",
        "/a*, has a star in",
        "/a/*, has a star in",
        "/a**, has a star in",
        "/{*}, has a variable named \"*\"",
        "/{**}, has a variable named \"**\"",
        "/{}, has a variable named \"\"",
        "/{a b}, has a variable named \"a b\"",
        "/{:x}, has a variable named \"\"",
        "/{id}/{id}, two variables named \"id\"",
        "/a{id}, only a part of an element",
        "/{id}a, only a part of an element",
        "/{a}{b}, has a variable named",
        "/{id, braces that do not match",
        "/id}, braces that do not match",
        "/{id:}, is empty",
        "/{id:(}, has a ( without its )",
    })
    void wrongPathsAreRefusedWithTheReason(String pattern, String reason) {
        assertThatThrownBy(() -> PathPattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "*a*, star where none may be",
        "/a/**/b*, star where none may be",
        "/a*b, has a star in",
        "/a/{*}/b*, both a star and a variable",
        "*/../b, has a dot segment",
    })
    void wrongRulesAreRefusedWithTheReason(String pattern, String reason) {
        assertThatThrownBy(() -> PathPattern.rule(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
