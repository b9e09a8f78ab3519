package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderCheckTest {
    @Test
    void ofAllCharactersNamesHoldTokensAndValuesAllButLineBreaksAndNul() {
        List<Integer> wrong = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "x" + (char) c;
            boolean name = text.matches("x[A-Za-z0-9!#$%&'*+.^_`|~-]");
            boolean value = c != '\r' && c != '\n' && c != 0;
            if (HeaderCheck.isToken(text) != name || HeaderCheck.isValue(text) != value) {
                wrong.add(c);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(HeaderCheck.isToken("")).isFalse();
    }
}
