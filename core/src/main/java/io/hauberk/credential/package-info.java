/** What the filters that look at credentials have in common. Not exported. */
@NullMarked
package io.hauberk.credential;

import org.jspecify.annotations.NullMarked;
