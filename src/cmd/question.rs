//! The flags of a question: one for each parameter there is.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::domain::query::{PARAMETERS, Parameter, Question, Takes};

/// A question that was asked on the command line.
pub struct Asked(pub Question);

impl Args for Asked {
    fn augment_args(command: Command) -> Command {
        command.args(PARAMETERS.iter().map(|parameter| {
            let flag = Arg::new(parameter.name).long(parameter.name).help(parameter.help);
            let flag = if parameter.is_repeatable() { flag.action(ArgAction::Append) } else { flag };
            match parameter.takes {
                Takes::Record(_) => flag.value_name("RECORD"),
                Takes::Value(facet) if facet.list().is_empty() => flag.value_name("CODE"),
                Takes::Value(facet) => flag.value_name("WORD").value_parser(facet.list().to_vec()),
                Takes::Words => flag.value_name("WORDS"),
                Takes::Date => flag.value_name("DATE"),
                Takes::Choice(choices) => flag.value_name("ORDER").value_parser(choices.to_vec()),
                Takes::Flag => flag.action(ArgAction::SetTrue),
            }
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Asked::augment_args(command)
    }
}

impl FromArgMatches for Asked {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Asked, Error> {
        let values = |parameter: &Parameter| -> Vec<String> {
            match parameter.takes {
                Takes::Flag => matches.get_flag(parameter.name).then(|| "1".to_owned()).into_iter().collect(),
                _ => matches.get_many(parameter.name).into_iter().flatten().cloned().collect(),
            }
        };
        let of = |parameter: &'static Parameter| values(parameter).into_iter().map(|value| (parameter.name, value));
        let given: Vec<(&str, String)> = PARAMETERS.iter().flat_map(of).collect();
        let question = Question::read(given.iter().map(|(name, value)| (*name, value.as_str())));
        question.map(Asked).map_err(|_| Error::new(clap::error::ErrorKind::InvalidValue))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Asked::from_arg_matches(matches)?;
        Ok(())
    }
}
