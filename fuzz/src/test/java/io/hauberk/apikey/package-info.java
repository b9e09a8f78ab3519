/** API keys. */
@NullMarked
package io.hauberk.apikey;

import org.jspecify.annotations.NullMarked;
