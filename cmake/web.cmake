# The web app: web/build.mjs makes four files of web/, which become part of unknot_http.
option(UNKNOT_WEB "the web app inside the program (needs node and npm)" ON)
if(UNKNOT_WEB)
    find_program(NODE node)
    find_program(NPM npm)
    if(NOT NODE OR NOT NPM)
        message(FATAL_ERROR "node and npm are needed for the web app; without it: -DUNKNOT_WEB=OFF")
    endif()
    set(web ${PROJECT_SOURCE_DIR}/web)
    set(web_out ${PROJECT_BINARY_DIR}/web)
    set(web_parts ${web}/node_modules/.package-lock.json) # npm's own mark that it has finished
    set(web_files index.html app.js app.css icon.svg)
    list(TRANSFORM web_files PREPEND ${web_out}/)
    file(GLOB_RECURSE WEB_SOURCES CONFIGURE_DEPENDS ${web}/*)
    list(FILTER WEB_SOURCES EXCLUDE REGEX "/web/node_modules/")
    add_custom_command(OUTPUT ${web_parts} DEPENDS ${web}/package-lock.json
                       COMMAND ${PROJECT_SOURCE_DIR}/cmake/web-parts.sh
                       COMMENT "Fetching the parts of the web app")
    add_custom_command(OUTPUT ${web_files} DEPENDS ${WEB_SOURCES} ${web_parts}
                       COMMAND ${NODE} ${web}/build.mjs ${web_out}
                       COMMENT "Building the web app")
    target_sources(unknot_http PRIVATE ${web_files})
    embed(unknot_http kn_web_page ${web_out}/index.html)
    embed(unknot_http kn_web_script ${web_out}/app.js)
    embed(unknot_http kn_web_style ${web_out}/app.css)
    embed(unknot_http kn_web_icon ${web_out}/icon.svg)
    target_compile_definitions(unknot_http PRIVATE UNKNOT_WEB)
endif()
