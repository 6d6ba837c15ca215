@NullMarked
package com.acme.memory.management.state;

import org.jspecify.annotations.NullMarked;
